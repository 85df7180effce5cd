import { Cases } from './cases.js';
import { enhanceCode } from './copy-code.js';
import { watchModelStatus } from './model-status.js';
import { enhanceReport } from './report.js';
import { enhanceThemeSwitch } from './theme-switch.js';
import { enhanceTryForm } from './try-api.js';

enhanceThemeSwitch();
enhanceReport(document, null);
if (document.querySelector('[data-upload]')) new Cases();
const tryForm = document.querySelector<HTMLFormElement>('[data-try]');
if (tryForm) enhanceTryForm(tryForm);
enhanceCode();
watchModelStatus();
