import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { envToHubSettings } from './hub-settings.js';

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
        token: undefined,
        isOffline: false,
        cacheDirectory: join(homedir(), '.cache', 'huggingface', 'hub'),
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
  });

  it('take a mirror, a token and the word that there is no network', () => {
    const env = { HF_ENDPOINT: 'http://hub.example:8080/hub/', HF_TOKEN: 'hf_abc', HF_HUB_OFFLINE: 'ON' };
    expect(read(env)).toMatchObject({
      problems: [],
      settings: { endpoint: 'http://hub.example:8080/hub', token: 'hf_abc', isOffline: true },
    });
  });

  it.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ HF_ENDPOINT: 'huggingface.co' }, /^HF_ENDPOINT: expected an http or https address/],
    [{ HF_ENDPOINT: 'https://me:secret@hub' }, /^HF_ENDPOINT: expected/],
    [{ HF_TOKEN: 'secret' }, /^HF_TOKEN: expected an access token/],
    [{ HF_HUB_OFFLINE: 'perhaps' }, /^HF_HUB_OFFLINE: expected true or false, got "perhaps"/],
  ])('%j is refused without showing a secret', (env, expected) => {
    const { problems } = read(env);
    expect(problems).toEqual([expect.stringMatching(expected)]);
    expect(problems.join()).not.toMatch(/secret/);
  });
});
