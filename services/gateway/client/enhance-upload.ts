import { acceptFiles } from './file-sources.js';
import { find } from './find.js';
import { readMessages } from './messages.js';
import { Upload, type UploadObserver } from './upload.js';

/** Enhances the form, which works without script: it takes several images in several ways, and answers in place. */
export function enhanceUpload(main: HTMLElement, observer: UploadObserver): Upload {
  const form = find(main, '[data-upload]', HTMLFormElement);
  const message = readMessages(form.dataset.messages ?? '{}');
  const upload = new Upload(form, message, observer);
  form.classList.add('is-enhanced');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    upload.start();
  });
  find(form, 'input[type=file][name=image]', HTMLInputElement).addEventListener('invalid', (event) => {
    if (upload.showFault()) event.preventDefault();
  });
  acceptFiles(form, {
    message,
    signal: upload.closed,
    add: (files) => upload.addFiles(files),
    refuse: (text) => upload.refuse(text),
    announce: (text) => upload.announce(text),
  });
  for (const example of main.querySelectorAll<HTMLFormElement>('form[data-example]')) {
    example.addEventListener('submit', (event) => {
      event.preventDefault();
      upload.sendExample(example);
    });
  }
  return upload;
}
