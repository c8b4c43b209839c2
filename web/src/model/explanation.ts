/** What an explanation's tree says, in a sentence and in parts that can be drawn. */
import type { Description, ExplanationNode, Target } from 'tiercel/worker';
import type { MessageKey } from '../messages/en';
import { valued } from './decimal';
import type { Language } from './language';

type Say = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** What a sentence needs besides the tree. */
export interface Telling {
  readonly language: Language;
  readonly say: Say;
  readonly description: Description;
  /** Whether rows are counted in one's own rows alone, and not in the file that they come from. */
  readonly isSlice?: boolean;
}

/** What a line is called. */
export function lineLabel(description: Description, name: string): string {
  const found = description.plans.flatMap((plan) => plan.lines).find((line) => line.name === name);
  return found?.label ?? name.replaceAll('_', ' ');
}

/** A node's name without the place that it was asked of: `Quota (E012 2026-09)` is `Quota`. */
export function lineOf(node: ExplanationNode): string {
  return node.label.replace(/ \(.*\)$/, '');
}

/** A node's name for a reader. */
export function nameOf(node: ExplanationNode, telling: Telling): string {
  switch (node.kind) {
    case 'line':
    case 'cell':
    case 'given':
    case 'history':
    case 'held':
      return lineLabel(telling.description, lineOf(node));
    case 'sealed':
      return telling.say('explain.sealed', { count: node.label });
    case 'param':
      return node.label.replaceAll('_', ' ');
    case 'row':
      return rowKey(node.label);
    case 'column':
    case 'input':
      return /\[([^\]]*)\]$/.exec(node.label)?.[1] ?? node.label;
    default:
      return node.label;
  }
}

/** `Credits(1|D00060)` is the row D00060. */
function rowKey(label: string): string {
  const inside = /\((.*)\)/.exec(label)?.[1] ?? label;
  return inside.replace(/^\d+\|/, '').replaceAll('|', ' · ');
}

/** A node's value for a reader. */
export function valueOf(node: ExplanationNode, telling: Telling): string {
  const { value } = node;
  if (value === null) return telling.say('explain.not-taken');
  if (value === '') return telling.say('explain.blank');
  if (value === 'true' || value === 'false') {
    const isTold = node.kind === 'formula' || node.kind === 'when';
    return telling.say(value === 'true' ? (isTold ? 'explain.holds' : 'what-if.yes') : isTold ? 'explain.fails' : 'what-if.no');
  }
  return valued(value, node.currency, telling.language);
}

/** What to ask so that the parts come that were left out; nothing where nothing can be asked. */
export function targetOf(node: ExplanationNode): Target | undefined {
  // Names of lines and periods have no blanks; keys of people may.
  const line = /^(\S+) \((.+) (\S+)\)$/.exec(node.label);
  if ((node.kind === 'line' || node.kind === 'cell') && line !== null) {
    const [, name = '', payee = '', period = ''] = line;
    return { line: name, payee, period };
  }
  const column = /^([^()]+)\((.*)\)\[([^\]]+)\]$/.exec(node.label);
  if (node.kind === 'column' && column !== null) {
    const [, table = '', key = '', name = ''] = column;
    return { table, key, column: name };
  }
  return undefined;
}

/** Whether a part says nothing: a rounding that changed no digit. */
export function isIdle(node: ExplanationNode): boolean {
  const [from = '', to = ''] = node.label.split(' → ').map((text) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text));
  return node.kind === 'rounding' && from === to;
}

/** Parts as they are listed: for one that has no text of its own, such as the sum of what is paid, what it is made of. */
export function listed(nodes: readonly ExplanationNode[]): readonly ExplanationNode[] {
  return nodes.flatMap((node) => (node.kind === 'formula' && node.label === '' && node.children.length > 0 ? listed(node.children) : [node]));
}

/** Whether parts were left out that can be asked for. */
export function isFolded(node: ExplanationNode): boolean {
  if (targetOf(node) === undefined) return false;
  return node.children.length === 0 ? node.more > 0 : node.children.some(hasBareRows);
}

/** Where the depth of an explanation ends, rows come without the columns that make their part. */
function hasBareRows(node: ExplanationNode): boolean {
  if (node.kind === 'line' || node.kind === 'column') return false;
  if (node.kind === 'row') return node.children.length === 0;
  return node.children.some(hasBareRows);
}

/** A tier's slice: what of the measure lies in it, its rate, and what it makes. */
export interface Slice {
  readonly from: string;
  readonly to: string;
  readonly rate: string;
  readonly value: string;
  readonly currency: string | undefined;
}

/** The slice that a node is: `1: 0.00 .. 70800.00 × 4%`. */
export function sliceOf(node: ExplanationNode): Slice | undefined {
  const found = /^\d+: (\S+) \.\. (\S+) × (\S+)$/.exec(node.label);
  if (node.kind !== 'slice' || found === null) return undefined;
  const [, from = '', to = '', rate = ''] = found;
  return { from, to, rate, value: node.value ?? '', currency: node.currency };
}

function find(node: ExplanationNode, wanted: (node: ExplanationNode) => boolean, depth = 4): ExplanationNode | undefined {
  if (wanted(node)) return node;
  if (depth === 0) return undefined;
  for (const child of node.children) {
    // Another line's reasons are that line's, not this one's.
    if (child.kind === 'line' || child.kind === 'row') continue;
    const found = find(child, wanted, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The table that an aggregate goes over: `SUM(Credits[Credit]) (57)`. */
function aggregated(node: ExplanationNode): { readonly name: string; readonly table: string; readonly count: string } | undefined {
  const found = /^(\w+)\(\s*([\p{L}_][\p{L}\p{N}_]*)(?:\[| where)?.*\((\d+)\)$/u.exec(node.label);
  if (node.kind !== 'aggregate' || found === null) return undefined;
  return { name: found[1] ?? '', table: found[2] ?? '', count: found[3] ?? '' };
}

/** The parts of a sum or of a choice that a sentence names. */
function named(node: ExplanationNode): ExplanationNode[] {
  const own = node.children.filter((child) => ['line', 'held', 'param', 'cell'].includes(child.kind));
  return own.length > 0 ? own : node.children.filter((child) => child.kind === 'formula').flatMap(named);
}

/** Says why, in one sentence. */
export function sentence(node: ExplanationNode, telling: Telling): string {
  const { say, language } = telling;
  const label = nameOf(node, telling);
  const value = valueOf(node, telling);
  if (node.kind === 'held') return say('sentence.held', { label, value });
  const gate = node.children.find((child) => child.kind === 'when' && child.value === 'false');
  if (gate !== undefined) return say('sentence.gate', { label, value, condition: gate.label });
  const tiered = find(node, (part) => part.children.some((child) => sliceOf(child) !== undefined));
  if (tiered !== undefined) {
    const parts = tiered.children.flatMap((child) => {
      const slice = sliceOf(child);
      if (slice === undefined) return [];
      const part = `${valued(slice.from, slice.currency, language)}–${valued(slice.to, slice.currency, language)}`;
      return say('sentence.tier', { part, rate: slice.rate, value: valued(slice.value, slice.currency, language) });
    });
    return say('sentence.tiers', { label, value, parts: parts.join(language === 'zh' ? '；' : '; ') });
  }
  const formula = node.children.find((child) => child.kind === 'formula');
  const [first, second, third] = formula === undefined ? [] : named(formula);
  if (formula?.label.startsWith('DIVIDE(') === true && first !== undefined && second !== undefined && third === undefined) {
    return say('sentence.of', {
      first: nameOf(first, telling), firstValue: valueOf(first, telling), second: nameOf(second, telling), secondValue: valueOf(second, telling), value,
    });
  }
  const aggregate = node.children.find((child) => child.kind === 'aggregate');
  const sealed = aggregate?.children.find((child) => child.kind === 'sealed');
  if (sealed !== undefined) return say('sentence.sealed', { label, value, total: valueOf(sealed, telling), count: sealed.label });
  const over = aggregate === undefined ? undefined : aggregated(aggregate);
  if (over?.name === 'SUM') return say('sentence.sum', { label, value, count: over.count, table: over.table });
  if (over?.name === 'COUNT') return say('sentence.count', { label, value, count: over.count, table: over.table });
  const parts = named(formula ?? node);
  if (parts.length > 0 && parts.length <= 4) {
    const told = parts.map((part) => `${nameOf(part, telling)} ${valueOf(part, telling)}`);
    const last = told.pop() ?? '';
    const joined = told.length === 0 ? last : `${told.join(say('sentence.comma'))}${say('sentence.and')}${last}`;
    return say('sentence.from', { label, value, parts: joined });
  }
  return say('sentence.is', { label, value });
}
