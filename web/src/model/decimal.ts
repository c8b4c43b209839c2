/** Amounts, rates and quantities are texts with every digit. Nothing here computes: it only writes them for a reader. */

import type { Language } from './language';

/** A decimal number as the engine writes it: `-1234.50`; of an amount, a percentage (`75.96%`), or a quantity. */
export type DecimalText = string;

/** Whether a text is a decimal number, perhaps with a percent sign, perhaps not the last digit (`~`). */
export function isDecimal(text: string): boolean {
  return /^-?\d+(\.\d+)?%?~?$/.test(text);
}

/** Whether it is below nought. */
export function isNegative(text: DecimalText): boolean {
  return text.startsWith('-') && /[1-9]/.test(text);
}

/** Whether it is nought. */
export function isZero(text: DecimalText): boolean {
  return isDecimal(text) && !/[1-9]/.test(text);
}

/** Sorts numbers by their size, digit by digit. What is no number comes first. */
export function bySize(one: DecimalText, other: DecimalText): number {
  const [a, b] = [parts(one), parts(other)];
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  if (a.isBelow !== b.isBelow) return a.isBelow ? -1 : 1;
  const larger = a.whole.length - b.whole.length || inOrder(a.whole, b.whole) || inOrder(a.part, b.part);
  return a.isBelow ? -larger : larger;
}

function inOrder(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** The digits before and behind the point, without noughts that say nothing. */
function parts(text: DecimalText) {
  const found = isDecimal(text) ? /^-?0*(\d*)\.?(\d*?)0*%?~?$/.exec(text) : null;
  return found === null ? undefined : { isBelow: isNegative(text), whole: found[1] ?? '', part: found[2] ?? '' };
}

/** How a number is to be written. */
export interface Writing {
  readonly language: Language;
  /** Digits behind the point, at least and at most. */
  readonly digits?: readonly [number, number];
  /** A sign also where it is positive. */
  readonly signed?: boolean;
}

const writers = new Map<string, Intl.NumberFormat>();

function writer({ language, digits = [0, 10], signed = false }: Writing): Intl.NumberFormat {
  const key = `${language} ${digits.join(' ')} ${String(signed)}`;
  const found = writers.get(key);
  if (found !== undefined) return found;
  const made = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    minimumFractionDigits: digits[0],
    maximumFractionDigits: digits[1],
    signDisplay: signed ? 'exceptZero' : 'auto',
    roundingMode: 'halfExpand',
  } as Intl.NumberFormatOptions);
  writers.set(key, made);
  return made;
}

/** A number for a reader. `Intl` rounds the text itself, so no digit goes through a binary fraction. */
export function written(text: DecimalText, writing: Writing): string {
  if (!isDecimal(text)) return text;
  const bare = text.replace('~', '').replace('%', '');
  const minus = writer(writing).format(bare as Intl.StringNumericLiteral).replace('-', '\u2212');
  return text.includes('%') ? `${minus}%` : minus;
}

/** An amount of money: two digits behind the point. */
export function money(text: DecimalText, language: Language, signed = false): string {
  return written(text, { language, digits: [2, 2], signed });
}

/** A value as an explanation has it: money with its cents, percentages with two digits, other numbers as they are. */
export function valued(text: DecimalText, currency: string | null | undefined, language: Language): string {
  if (currency !== null && currency !== undefined && currency !== '') return money(text, language);
  return written(text, { language, digits: text.includes('%') ? [0, 2] : [0, 10] });
}

/** A fraction as the engine's results have it (`0.7596~`) as a percentage, by moving its point. */
export function percentOf(fraction: DecimalText): DecimalText {
  if (fraction.includes('%')) return fraction;
  const [, sign = '', whole = '0', part = ''] = /^(-?)(\d+)\.?(\d*)~?$/.exec(fraction) ?? [];
  const moved = `${whole}${part.padEnd(2, '0').slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  const rest = part.slice(2);
  return `${sign}${moved}${rest === '' ? '' : `.${rest}`}%`;
}

/** How many there are, for a reader. */
export function counted(count: number, language: Language): string {
  return writer({ language }).format(count);
}
