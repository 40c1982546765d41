export { isGsm7 } from './alphabet/gsm7';
export { countSegments, type SegmentCount } from './counter';
export type { Alphabet, MessageClass, WaitingIndication } from './dcs';
export { decodePdu, type DecodeOptions } from './decode';
export {
  encodeDeliver,
  encodeStatusReport,
  encodeSubmit,
  type DeliverOptions,
  type EncodedSegment,
  type StatusReportOptions,
  type SubmitOptions,
} from './encode';
export { PduError } from './error';
export type {
  Command,
  Deliver,
  DeliverReport,
  Direction,
  StatusReport,
  Submit,
  SubmitReport,
  Tpdu,
} from './tpdu';
export type { Concatenation, InformationElement } from './user-data-header';
