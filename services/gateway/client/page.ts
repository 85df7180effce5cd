import { Cases } from './cases.js';
import { watchModelStatus } from './model-status.js';
import { enhanceReport } from './report.js';
import { enhanceThemeSwitch } from './theme-switch.js';

enhanceThemeSwitch();
enhanceReport(document, null);
if (document.querySelector('[data-upload]')) new Cases();
watchModelStatus();
