import { InvalidArgumentError, Option } from 'commander';

/** Reads an option that is a whole number in a range; wrong usage otherwise. */
export const integerBetween = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
};

export const configOption = () =>
  new Option('-c, --config <file>', 'configuration of the daemon; without it the one that serve would take');
