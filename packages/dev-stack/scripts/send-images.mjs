// The client of measure-budget.mjs, in a process of its own: sends so many images to the gateway as each message asks for.

import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

const [port, ...files] = process.argv.slice(2);
const images = files.map((file) => readFileSync(file));
const agent = new Agent({ keepAlive: true });

process.on('message', async (count) => {
  for (let i = 0; i < count; i++) await send(images[i % images.length]);
  process.send('sent');
});

function send(image) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'image/jpeg', 'Content-Length': image.length };
    const sent = request({ port, path: '/api/v1/classify', method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(answer.statusCode)),
      );
    });
    sent.once('error', reject);
    sent.end(image);
  });
}
