import { expect, it } from 'vitest';
import { describeForeignFile } from './foreign-files.js';

it.each([
  ['', /^an empty file$/],
  [
    'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
    /^a Git LFS pointer.*git lfs pull$/,
  ],
  ['<!DOCTYPE html>\n<html>', /^a web page/],
  ['\n  <html lang="en">', /^a web page/],
  ['\u00ef\u00bb\u00bf<!doctype HTML>', /^a web page/],
  ['<?xml version="1.0"?><Error><Code>NoSuchKey</Code>', /^an XML document/],
  ['{"class_name": "Functional", "config": {}}', /^the description of a model without its weights/],
  ['{"error": "Repository not found"}', /^a JSON document$/],
  ['\u001c\0\0\0TFL3\u0014\0', /^a TensorFlow Lite model/],
  ['\u0018\0\0\0ORTM\0\0', /^a model in onnxruntime’s own format/],
  ['Entry not found', /^a server’s answer that it has no such file/],
  ['\u001f\u008b\u0008\0', /^a gzip archive/],
  ['7z\u00bc\u00af\u0027\u001c', /^an archive/],
  ['\u0080\u0004\u0095', /^a Python pickle/],
  ['\u0093NUMPY\u0001\0', /^a NumPy array/],
  ['\u0089PNG\r\n', /^a picture/],
  ['%PDF-1.7', /^a PDF/],
  ['import tensorflow as tf\n', /^a text, such as a program/],
])('recognises by its first bytes what is no model: %j', (head, words) => {
  expect(describeForeignFile(Buffer.from(head, 'latin1'))).toMatch(words);
});

it.each(['\u0089HDF\r\n\u001a\n', 'PK\u0003\u0004', '\u0008\u0007\u0012\u0007pytorch', 'anything else'])(
  'says nothing of a file that may be a model: %j',
  (head) => {
    expect(describeForeignFile(Buffer.from(head, 'latin1'))).toBeNull();
  },
);
