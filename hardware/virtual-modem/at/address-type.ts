/** 27.007 6.1 <type>: 145 international, 129 where nothing is known of it. */
const INTERNATIONAL = 145;
export const UNKNOWN_TYPE = 129;

/** The type of a number that has a leading `+` where it is international. */
export const typeOfNumber = (number: string): number =>
  number.startsWith('+') ? INTERNATIONAL : UNKNOWN_TYPE;

/** The number with the leading `+` that its type says it has. */
export const numberOfType = (number: string, type: number): string =>
  type === INTERNATIONAL && number !== '' && !number.startsWith('+') ? `+${number}` : number;
