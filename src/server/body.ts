import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { UnavailableError } from '../submission/submission';

const MEBIBYTE = 1024 * 1024;

/** Largest request body taken, in bytes; a route may say otherwise. */
export const LARGEST_BODY = MEBIBYTE;

/** Largest body of a send_batch: 30,000 rows of 160 characters, most of them not percent-encoded. */
export const LARGEST_BATCH = 8 * MEBIBYTE;

/** Bodies up to here are taken from every connection that there may be. */
const SMALL_BODY = 64 * 1024;

/** Most bytes that are held at once for larger bodies to begin or go on, while they are read. */
const MOST_HELD = 64 * MEBIBYTE;

/** So much of a larger body is read and dropped, for its sender to get to reading the answer. */
const LARGEST_DROPPED = 16 * MEBIBYTE;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Largest body that the route takes, in bytes. */
    largestBody?: number | undefined;
  }
}

export class BodyTooLargeError extends Error {
  constructor(largest: number) {
    super(`request body: larger than ${largest} bytes`);
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

let held = 0;

/** Content type parser for every type: hands the route the raw bytes. */
export function readBody(
  request: FastifyRequest,
  payload: IncomingMessage,
  done: (error: Error | null, body?: Buffer) => void,
): void {
  const largest = request.routeOptions.config.largestBody ?? LARGEST_BODY;
  let chunks: Buffer[] = [];
  let kept = 0;
  let length = 0;
  let finished = false;
  const fail = (error: Error): void => {
    if (!finished) done(error);
    finished = true;
  };
  const drop = (): void => {
    chunks = [];
    held -= kept;
    kept = 0;
  };
  payload.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (finished) return;
    if (length > largest) drop();
    else {
      chunks.push(chunk);
      kept += chunk.length;
      held += chunk.length;
    }
    if (length > LARGEST_DROPPED) fail(new BodyTooLargeError(largest));
    if (length > SMALL_BODY && held > MOST_HELD) {
      drop();
      fail(new UnavailableError('too many large requests at once'));
    }
  });
  payload.on('end', () => {
    held -= kept;
    kept = 0;
    if (length > largest) return fail(new BodyTooLargeError(largest));
    if (!finished) done(null, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    finished = true;
  });
  payload.on('error', (cause) => fail(new TruncatedBodyError({ cause })));
  payload.on('close', () => {
    // Every request closes; an error with its stack is made only for one that broke off.
    if (finished) return;
    drop();
    fail(new TruncatedBodyError());
  });
}
