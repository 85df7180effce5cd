import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { envToHubSettings } from './hub-settings.js';
import type { TokenSource } from './hub-token.js';

const scratch = mkdtempSync(join(tmpdir(), 'hub-settings-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function read(env: NodeJS.ProcessEnv, baseDirectory = '/base') {
  const problems: string[] = [];
  const settings = envToHubSettings(env, (problem) => problems.push(problem), baseDirectory);
  return { settings, problems };
}

describe('the settings of the model store', () => {
  it('are the defaults of the Hub’s own clients', () => {
    expect(read({})).toEqual({
      problems: [],
      settings: {
        endpoint: 'https://huggingface.co',
        token: { kind: 'login', path: join(homedir(), '.cache', 'huggingface', 'token') },
        isOffline: false,
        cacheDirectory: join(homedir(), '.cache', 'huggingface', 'hub'),
        isCacheChosen: false,
      },
    });
  });

  const all = { MODEL_CACHE_DIR: '/m', HF_HUB_CACHE: '/h', HF_HOME: '/home', XDG_CACHE_HOME: '/x' };
  it.each<[NodeJS.ProcessEnv, string]>([
    [all, '/m'],
    [{ ...all, MODEL_CACHE_DIR: '' }, '/h'],
    [{ HF_HOME: '/home', XDG_CACHE_HOME: '/x' }, '/home/hub'],
    [{ XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
    [{ MODEL_CACHE_DIR: 'models' }, '/base/models'],
    [{ HF_HUB_CACHE: '~/models' }, join(homedir(), 'models')],
  ])('%j keeps models in %s', (env, folder) => {
    expect(read(env).settings.cacheDirectory).toBe(folder);
    expect(read(env).settings.isCacheChosen).toBe(Boolean(env.MODEL_CACHE_DIR));
  });

  // The order of huggingface_hub 2.4.0, utils/_auth.py and constants.py.
  const tokenFile = join(scratch, 'chosen');
  writeFileSync(tokenFile, 'abc\n');
  const tokens = { HF_TOKEN: 'abc', HF_TOKEN_PATH: tokenFile, HF_HOME: '/home', XDG_CACHE_HOME: '/x' };
  it.each<[NodeJS.ProcessEnv, TokenSource]>([
    [tokens, { kind: 'value', token: 'abc' }],
    [
      { ...tokens, HF_TOKEN: '' },
      { kind: 'file', path: tokenFile },
    ],
    [
      { HF_HOME: '/home', XDG_CACHE_HOME: '/x' },
      { kind: 'login', path: '/home/token' },
    ],
    [{ XDG_CACHE_HOME: '/x' }, { kind: 'login', path: '/x/huggingface/token' }],
    [
      { HF_TOKEN: '', HF_HOME: '~/hf' },
      { kind: 'login', path: join(homedir(), 'hf', 'token') },
    ],
  ])('%j takes the token from %j', (env, source) => {
    expect(read(env)).toMatchObject({ settings: { token: source }, problems: [] });
  });

  it('take a relative HF_TOKEN_PATH from where the command was called', () => {
    expect(read({ HF_TOKEN_PATH: 'chosen' }, scratch)).toMatchObject({
      settings: { token: { path: tokenFile } },
      problems: [],
    });
  });

  it.each<[string, () => string, RegExp]>([
    ['no file', () => join(scratch, 'none'), /none can be read \(ENOENT\)/],
    ['a folder', () => scratch, /this is no file/],
    ['a file of words', () => fileOf('secret words'), /blanks or characters that are not ASCII/],
    ['a large file', () => fileOf('secret'.repeat(100_000)), /this one has 600000 bytes/],
  ])('refuse %s at HF_TOKEN_PATH, without showing what it holds', (_, path, expected) => {
    const { problems } = read({ HF_TOKEN_PATH: path() });
    expect(problems).toEqual([
      expect.stringMatching(/^HF_TOKEN_PATH: expected a file with an access token, /),
    ]);
    expect(problems.join()).toMatch(expected);
    expect(problems.join()).not.toMatch(/secret/);
  });

  it('leave a file of hf auth login alone that cannot be used', () => {
    mkdirSync(join(scratch, 'token'));
    expect(read({ HF_HOME: scratch }).problems).toEqual([]);
  });

  it('take a mirror, a token and the word that there is no network', () => {
    const env = {
      HF_ENDPOINT: 'http://hub.example:8080/hub/',
      HF_TOKEN: ' cmVmdGtuOjAxOjE3== ',
      HF_HUB_OFFLINE: 'ON',
    };
    expect(read(env)).toMatchObject({
      problems: [],
      settings: {
        endpoint: 'http://hub.example:8080/hub',
        token: { kind: 'value', token: 'cmVmdGtuOjAxOjE3==' },
        isOffline: true,
      },
    });
  });

  it.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ HF_ENDPOINT: 'huggingface.co' }, /^HF_ENDPOINT: expected an http or https address/],
    [{ HF_ENDPOINT: 'https://me:secret@hub' }, /^HF_ENDPOINT: expected/],
    [{ HF_TOKEN: 'a secret' }, /^HF_TOKEN: expected printable ASCII/],
    [{ HF_TOKEN: 'secrét' }, /^HF_TOKEN: expected printable ASCII/],
    [{ HF_HUB_OFFLINE: 'perhaps' }, /^HF_HUB_OFFLINE: expected true or false, got "perhaps"/],
  ])('%j is refused without showing a secret', (env, expected) => {
    const { problems } = read(env);
    expect(problems).toEqual([expect.stringMatching(expected)]);
    expect(problems.join()).not.toMatch(/secret/);
  });
});

function fileOf(text: string): string {
  const path = join(mkdtempSync(join(scratch, 'f-')), 'token');
  writeFileSync(path, text);
  return path;
}
