export { lockOutbox, openForReading, openForWriting, OutboxError } from './database';
export { Outbox, DUPLICATE_MEMORY, type NewSubmission } from './outbox';
export { createQueue } from './queue';
export { recoverInterrupted } from './recover';
export { Reports } from './reports';
export { Retention } from './retention';
