import { readFile } from 'node:fs/promises';

const response = await fetch('http://localhost:8000/api/v1/classify', {
  method: 'POST',
  headers: { 'Content-Type': 'image/jpeg' },
  body: await readFile('lesion.jpg'),
  signal: AbortSignal.timeout(30_000),
});
const answer = await response.json();
if (!response.ok) throw new Error(answer.detail, { cause: answer });

console.log('verdict:', answer.assessment.verdict);
for (const { class: id, probability } of answer.predictions) {
  console.log(id.padStart(8), probability.toFixed(3));
}
console.log(answer.notice);
