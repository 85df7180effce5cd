import { find } from './find.js';
import { readMessages } from './messages.js';

/** Longer than the service takes for an answer. */
const PATIENCE_MS = 60_000;

/** Shows the answer to the API page's form in place. Without script, the browser shows it. */
export function enhanceTryForm(form: HTMLFormElement): void {
  const message = readMessages(form.dataset.messages ?? '{}');
  const status = find(form, '[data-try-status]', HTMLElement);
  const answer = find(document, '[data-try-answer]', HTMLElement);
  let latest: AbortController | undefined;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    // A second press replaces the first one's request.
    latest?.abort();
    const request = new AbortController();
    latest = request;
    status.textContent = message('sending');
    try {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)]);
      const response = await fetch(form.action, { method: 'POST', body: bodyOf(form), signal });
      const json: unknown = await response.json();
      find(answer, '[data-code] code', HTMLElement).textContent = JSON.stringify(json, null, 2);
      answer.hidden = false;
      status.textContent = message('answered', { status: response.status });
    } catch {
      if (latest === request) status.textContent = message('failed');
    }
  });
}

function bodyOf(form: HTMLFormElement): FormData {
  const body = new FormData();
  const [file] = find(form, 'input[type=file]', HTMLInputElement).files ?? [];
  // The file's own name is not sent.
  if (file) body.append('image', file, 'image');
  return body;
}
