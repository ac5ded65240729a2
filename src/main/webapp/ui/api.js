import { text } from './texts.js';

const KEY = 'holded.key';

/** The key that the user entered, in this tab only. */
export const key = {
  get: () => sessionStorage.getItem(KEY) ?? '',
  set: value => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
};

/** An answer that is no success, in the words of its problem+json. */
export class Problem extends Error {
  constructor(status, problem) {
    const message = problem.detail ?? problem.title ?? text('unreachable');
    super(problem.errorId ? text('errorWithId', message, problem.errorId) : message);
    this.status = status;
    this.needsKey = status === 401 || status === 403;
  }
}

async function send(path, options, withKey) {
  const headers = { ...options.headers };
  if (withKey) headers['X-API-Key'] = withKey;
  try {
    // With a key, the browser must not add the credentials that it keeps by itself: two different ones are refused.
    return await fetch(path, { ...options, headers, credentials: withKey ? 'omit' : 'same-origin' });
  } catch {
    throw new Problem(0, {});
  }
}

/** The answer, whatever its status. */
export const ask = path => send(path, { headers: { Accept: 'application/json' } }, key.get());

/** The answer to a request that has to succeed. */
export async function call(path, options = {}, withKey = key.get()) {
  const response = await send(path, options, withKey);
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  return response;
}

export const read = async path => (await call(path, { headers: { Accept: 'application/json' } })).json();

export const post = async (path, withKey) => (await call(path,
  { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: '{}' }, withKey)).json();
