/** A first plan, step by step: what each step is for, what is written, and how one sees that it is done. */
import type { Language } from '../model/language';
import type { Reading } from './assistant';
import type { Workshop } from './workshop';

/** A step of the guide. */
export interface Step {
  readonly key: 'head' | 'people' | 'deals' | 'pay' | 'tiers' | 'example';
  /** What is written for the reader who asks for it. */
  readonly text: string;
  /** Whether the plan has it. */
  readonly isDone: (reading: Reading) => boolean;
}

const has = (kind: string, name?: string) => ({ outline }: Reading) => outline.some((item) => item.kind === kind && (name === undefined || item.name === name));

/** The steps, in order. */
export const STEPS: readonly Step[] = [
  { key: 'head', text: 'plan "My first plan"\ncurrency USD\nperiod month\neffective 2026-01-01 to 2026-12-31\n', isDone: ({ files }) => /^effective\s/m.test(files[0]?.text ?? '') },
  { key: 'people', text: 'payees {\n  [Rep]  text key\n  [Name] text\n}\n', isDone: has('table', 'payees') },
  { key: 'deals', text: 'table Deals by [Rep] on [Closed] {\n  [Deal]   text key\n  [Rep]    payee\n  [Closed] date\n  [Amount] USD\n}\n', isDone: has('table', 'Deals') },
  { key: 'pay', text: 'pay Commission = SUM(Deals[Amount]) * 5%\n', isDone: (reading) => reading.isFine && has('pay')(reading) },
  {
    key: 'tiers',
    text: 'tiers Rates {\n  | Sold  | Rate |\n  |     0 |   5% |\n  | 10000 |   8% |\n}\n\nSold = SUM(Deals[Amount])\n\npay Commission = MARGINAL(Sold, Rates)\n',
    isDone: (reading) => reading.isFine && has('tiers')(reading) && /\b(MARGINAL|TIER)\(/.test(reading.files[0]?.text ?? ''),
  },
  {
    key: 'example',
    text: 'example "12,000 sold" {\n  payee "ann"  period 2026-01\n  payees {\n    | Rep | Name |\n    | ann | Ann  |\n  }\n  Deals {\n    | Deal | Rep | Closed     | Amount |\n    | D1   | ann | 2026-01-15 |  12000 |\n  }\n  expect Commission = 660.00  # 10000*5% + 2000*8%\n}\n',
    isDone: ({ examples }) => examples.length > 0 && examples.every((example) => example.passed),
  },
];

/** The plan's text with a step's part: at its end, or in place of what the part says otherwise. */
export function written(text: string, step: Step): string {
  // The tiers bring a pay line of their own.
  const kept = step.key === 'tiers' ? text.replaceAll(/^(pay\s+Commission|Sold)\b.*\n?/gm, '') : text;
  return kept.trim() === '' ? step.text : `${kept.trimEnd()}\n\n${step.text}`;
}

/** What the guide begins with: no plan, and rows to try it on. */
export function beginning(): Workshop {
  const files = [{ name: 'first.plan', text: '' }];
  const tables = {
    payees: 'Rep,Name\nann,Ann\nben,Ben\n',
    Deals: 'Deal,Rep,Closed,Amount\nD1,ann,2026-01-12,9000\nD2,ann,2026-01-28,6000\nD3,ben,2026-01-20,4000\nD4,ben,2026-02-03,12500\n',
  };
  return { files, tables, saved: files, isTouched: false };
}

/** What is said of a step. */
export interface Told {
  readonly title: string;
  readonly why: string;
}

/** The wording of the steps. */
export const TOLD: Readonly<Record<Language, Readonly<Record<Step['key'], Told>>>> = {
  en: {
    head: { title: 'What it is called', why: 'A plan begins with its name, the currency in which it pays, how often, and from when to when.' },
    people: { title: 'Who is paid', why: 'The table payees lists people. Its key is the name by which other tables know them. The rows come from a file; here they are in the tab Data.' },
    deals: { title: 'What they sell', why: 'A table says which columns its file has. “by [Rep]” says whose a row is, “on [Closed]” when it counts: so a sum of a month takes its own rows by itself.' },
    pay: { title: 'What is paid', why: 'A pay line is a formula, as in a spreadsheet: for each person and month. Look at the tab Results, choose a person, and click the amount to see why.' },
    tiers: { title: 'Rates that rise', why: 'Tiers are a table of rates. MARGINAL pays each slice at its own rate: 5% up to 10,000 and 8% of what lies above. The tab Rates edits it as a sheet.' },
    example: { title: 'An example that holds it', why: 'An example says what the plan must pay for a few rows. It is run on every change: when a formula breaks it, you see it at once.' },
  },
  zh: {
    head: { title: '方案叫什么', why: '方案开头写名称、支付币种、周期以及起止日期。' },
    people: { title: '付给谁', why: 'payees 表列出人员，键是其他表引用他们的名字。行来自文件，这里放在“数据”页中。' },
    deals: { title: '他们卖了什么', why: '表声明文件有哪些列。“by [Rep]” 说明一行属于谁，“on [Closed]” 说明何时计入：因此按月求和会自动只取当月的行。' },
    pay: { title: '付多少', why: 'pay 行是公式，和电子表格一样，对每个人每个月计算。到“结果”页选择人员，点击金额可看原因。' },
    tiers: { title: '逐级上升的费率', why: 'tiers 是费率表。MARGINAL 按段计算：10,000 以内 5%，超出部分 8%。“费率”页可像表格一样编辑。' },
    example: { title: '用示例固定下来', why: '示例写明几行数据应付多少，每次修改都会运行：公式一旦改坏，立刻就能看到。' },
  },
};
