import { enhanceReport } from './report.js';
import { watchStanding } from './standing.js';
import { enhanceThemeSwitch } from './theme-switch.js';
import { enhanceUpload } from './upload.js';

enhanceThemeSwitch();
enhanceReport(document, { fileName: null, backWords: null, goBack: null });
const form = document.querySelector<HTMLFormElement>('[data-upload]');
if (form) enhanceUpload(form);
const home = document.querySelector<HTMLAnchorElement>('.brand');
if (home) watchStanding(`${home.href}standing`);
