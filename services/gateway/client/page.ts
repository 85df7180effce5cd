import { enhanceCode } from './copy-code.js';
import { watchModelStatus } from './model-status.js';
import { enhanceReport } from './report.js';
import { enhanceThemeSwitch } from './theme-switch.js';
import { enhanceTryForm } from './try-api.js';
import { enhanceUpload } from './upload.js';

enhanceThemeSwitch();
enhanceReport(document, null);
const form = document.querySelector<HTMLFormElement>('[data-upload]');
if (form) enhanceUpload(form);
const tryForm = document.querySelector<HTMLFormElement>('[data-try]');
if (tryForm) enhanceTryForm(tryForm);
enhanceCode();
const home = document.querySelector<HTMLAnchorElement>('.brand');
if (home) watchModelStatus(`${home.href}model-status`);
