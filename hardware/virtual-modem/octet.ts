/** One octet and its two hexadecimal digits. */
export const octetOf = (hex: string): number => parseInt(hex, 16);
export const hexOf = (octet: number): string => octet.toString(16).padStart(2, '0');
