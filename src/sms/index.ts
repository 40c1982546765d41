export { isGsm7 } from './alphabet/gsm7';
export { countSegments, type SegmentCount } from './counter';
export { readDcs, writeDcs } from './dcs';
export type { Alphabet, DataCoding, MessageClass, WaitingIndication } from './dcs';
export { decodePdu, type DecodeOptions } from './decode';
export { encodeDeliver, encodeSubmit, type DeliverOptions, type SubmitOptions } from './encode';
export {
  encodeCommand,
  encodeDeliverReport,
  encodeStatusReport,
  encodeSubmitReport,
  type CommandOptions,
  type DeliverReportOptions,
  type StatusReportOptions,
  type SubmitReportOptions,
} from './encode-reports';
export { PduError } from './error';
export { readFrame, writeFrame, type Frame } from './frame';
export { failureCauseName } from './names/failure-cause';
export { protocolName } from './names/protocol';
export { statusMeaning, type StatusClass, type StatusMeaning } from './names/status';
export {
  Reassembler,
  type Incomplete,
  type Message,
  type Part,
  type ReassemblerOptions,
} from './reassembler';
export type { EncodedSegment } from './segment-writer';
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
export { transliterate, type Replacement, type Transliteration } from './transliterate';
export {
  portsElement,
  replyAddressElement,
  type Concatenation,
  type InformationElement,
  type Ports,
} from './user-data-header';
export type { EnhancedValidity, ValidityOption } from './validity';
export { packUssd, readUssd } from './ussd';
