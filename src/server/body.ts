import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';

/** Largest request body taken, in bytes. */
export const LARGEST_BODY = 1024 * 1024;

/** So much of a larger body is read and dropped, for its sender to get to reading the answer. */
const LARGEST_DROPPED = 16 * LARGEST_BODY;

export class BodyTooLargeError extends Error {
  constructor() {
    super(`request body: larger than ${LARGEST_BODY} bytes`);
    this.name = 'BodyTooLargeError';
  }
}

/** The connection ended within a request. */
export class TruncatedBodyError extends Error {
  readonly statusCode = 400;

  constructor(options?: ErrorOptions) {
    super('request body: the connection ended before it was whole', options);
    this.name = 'TruncatedBodyError';
  }
}

/** Content type parser for every type: hands the route the raw bytes. */
export function readBody(
  _request: FastifyRequest,
  payload: IncomingMessage,
  done: (error: Error | null, body?: Buffer) => void,
): void {
  let chunks: Buffer[] = [];
  let length = 0;
  let finished = false;
  const fail = (error: Error): void => {
    if (!finished) done(error);
    finished = true;
  };
  payload.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= LARGEST_BODY) chunks.push(chunk);
    else chunks = [];
    if (length > LARGEST_DROPPED) fail(new BodyTooLargeError());
  });
  payload.on('end', () => {
    if (length > LARGEST_BODY) return fail(new BodyTooLargeError());
    if (!finished) done(null, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    finished = true;
  });
  payload.on('error', (cause) => fail(new TruncatedBodyError({ cause })));
  payload.on('close', () => fail(new TruncatedBodyError()));
}
