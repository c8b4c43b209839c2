// Made from crates/wire by `UPDATE_EXPECTED=1 cargo test -p tiercel-wire`; not written by hand.

/** The amount that follows the input. */
export type AimMessage = { 
/** The payee's key. */
payee: string, 
/** The period; the cells of a line in a longer one are added up. */
period: string, 
/** The line; none: all that is payable. */
line: string | null, };

/** Which part of the results is asked for. */
export type AskedMessage = { 
/** The first period; none: the plan's first. */
from: string | null, 
/** The last period; none: the plan's last. */
to: string | null, 
/** The payees' keys; none: everybody. */
payees: Array<string> | null, };

/** What the numbers of cells stand for, each name once. */
export type CellNames = { 
/** The payees' keys. */
payees: Array<string>, 
/** The periods. */
periods: Array<string>, 
/** The lines. */
lines: Array<string>, 
/** The currency's code of each line; empty for what is no amount. */
currencies: Array<string>, };

/** A line's value. */
export type CellResult = { 
/** The payee's key. */
payee: string, 
/** The period. */
period: string, 
/** The line. */
line: string, 
/** The currency's code; empty for what is no amount. */
currency: string, 
/** Canonical text. */
value: string, };

/** One column. */
export type ColumnDescription = { name: string, type: string, input: boolean, key: boolean, formula: string | null, };

/** Something that can be typed. */
export type Completion = { 
/** As of a token; `text` is a file or a plan. */
kind: string, 
/** What a person sees. */
label: string, 
/** What is put in. */
insert: string, 
/** A type, a signature, a value. */
detail: string, 
/** What it is for. */
doc: string, 
/** A formula with the function. */
example: string | null, 
/** The first unit of what is replaced. */
start: number, 
/** The unit after its last. */
end: number, };

/** What the examples touch. */
export type CoverageReport = { 
/** How many rows and branches there are. */
all: number, 
/** Those that no example touches, by their place. */
untouched: Array<UntouchedPlace>, };

/** A point of a curve. */
export type CurvePointResult = { 
/** The input. */
input: string, 
/** Canonical text of the value there; an error's code; empty where there is no cell. */
value: string, 
/** The value one step before, if it jumps here. */
below: string | null, 
/** What one more of the input gives from here on; none at the last point, in an error, and on a single input between jumps. */
slope: string | null, };

/** How an amount follows an input. */
export type CurveResult = { 
/** The first input, every one where slope or value changes, and the last. */
points: Array<CurvePointResult>, 
/** The currency's code; empty for what is no amount. */
currency: string, 
/** How far two inputs stand apart. */
step: string, 
/** Changes of the value below this count as none: `0` unless the formulas round themselves. */
within: string, 
/** Whether the plan was evaluated at every input, so that nothing is missed. */
certain: boolean, 
/** Whether inputs behind the last point were not looked at, because the plan may not be evaluated more often. */
more: boolean, 
/** How often the plan was evaluated. */
evaluations: number, };

/** A first and a last day; none where that end is open. */
export type DaySpan = { 
/** The first day. */
first: string | null, 
/** The last day. */
last: string | null, };

/** The description of the plans of a run. */
export type Description = { 
/** The plans. */
plans: Array<PlanDescription>, 
/** Tables. */
tables: Array<TableDescription>, 
/** Params. */
params: Array<ParamDescription>, 
/** What reads what: pairs of what is read and what reads it. */
edges: Array<[string, string]>, };

/** Something to say about a plan's text. */
export type DiagnosticMessage = { 
/** The code; `tiercel explain-code` tells more. */
code: string, 
/** `error` or `warning`. */
severity: 'error' | 'warning', 
/** What is wrong. */
message: string, 
/** What to write instead; may be empty. */
help: string, 
/** The file. */
file: string, 
/** First byte in the file. */
start: number, 
/** The byte after the last. */
end: number, 
/** Line from 1. */
line: number, 
/** Character in the line from 1. */
column: number, 
/** Other places. */
labels: Array<LabelMessage>, 
/** Changes of the text that mend it. */
fixes: Array<FixMessage>, };

/** A line's cell that is not the same before and after changes. */
export type DifferenceEntry = { 
/** The payee's key. */
payee: string, 
/** The period. */
period: string, 
/** The line. */
line: string, 
/** The currency's code; empty for what is no amount. */
currency: string, 
/** Canonical text before; none if there was no cell. */
before: string | null, 
/** Canonical text after; none if there is no cell. */
after: string | null, 
/** After less before, for numbers. */
difference: string | null, };

/** A change of a file. */
export type Edit = { 
/** By what. */
text: string, 
/** The file. */
file: string, 
/** Its first unit. */
start: number, 
/** The unit after its last. */
end: number, };

/** What one place of a formula makes of a row. */
export type EligibilityEntry = { 
/** The line whose formula it is. */
line: string, 
/** The period of that line's cell. */
period: string, 
/** The aggregate; the line's condition where that one does not hold. */
formula: string, 
/** The table that is ranged over: the row's own, or one that is derived from it. */
table: string, 
/** The key of the row of that table; none where the row makes none there. */
key: string | null, 
/** Whether it is taken. */
taken: boolean, 
/** What it gives, where it is taken; none where rows are only counted. */
gives: ExplanationNode | null, 
/** What keeps it out, all of it. */
obstacles: Array<ObstacleMessage>, };

/** A cell in error. */
export type ErrorResult = { 
/** The payee's key. */
payee: string, 
/** The period. */
period: string, 
/** The line. */
line: string, 
/** The error. */
error: string, 
/** Where it began: `ana 2026-03` or `Deals(D1)`. */
began: string, 
/** The part of the formula. */
formula: string, };

/** What came of an example block. */
export type ExampleReport = { 
/** Its title. */
name: string, 
/** The file. */
file: string, 
/** The line of its title, from 1. */
line: number, 
/** Whether all came out as expected. */
passed: boolean, 
/** Each `expect`. */
expectations: Array<ExpectationReport>, 
/** What is wrong with its rows. */
problems: Array<string>, };

/** What came of an `expect`. */
export type ExpectationReport = { 
/** The line, from 1. */
line: number, 
/** As it is written. */
text: string, 
/** Whether it came out. */
passed: boolean, 
/** What was expected. */
expected: string, 
/** What came out. */
got: string, };

/** A part of an explanation. */
export type ExplanationNode = { 
/** What it is: `line`, `column`, `input`, `slice` …. */
kind: string, 
/** Its name, or the part of the plan's text. */
label: string, 
/** The formula with values put in. */
withValues?: string, 
/** Its value as a person reads it; none for what was not evaluated. */
value: string | null, 
/** The currency of an amount. */
currency?: string, 
/** The file of an input cell. */
file?: string, 
/** The row of an input cell in its file. */
row?: number, 
/** What it comes from. */
children: Array<ExplanationNode>, 
/** How many parts are left out. */
more: number, };

/** A change of the text. */
export type FixMessage = { 
/** First byte. */
start: number, 
/** The byte after the last. */
end: number, 
/** What stands there then. */
text: string, };

/** A cell of the payee with its value. */
export type HeldMessage = { 
/** The line, by its number in the plan. */
line: number, 
/** The period, as a number of the line's. */
period: number, 
/** The value. */
value: HeldValueMessage, };

/** The value of a cell that is held. */
export type HeldValueMessage = { "kind": "blank" } | { "kind": "number", "value": string } | { "kind": "inexact", "value": string } | { "kind": "bool", "value": boolean } | { "kind": "word", "value": number } | { "kind": "error", "value": string };

/** What there is to say about a place. */
export type Hover = { 
/** Its first unit. */
start: number, 
/** The unit after its last. */
end: number, 
/** A declaration on one line, a function's signature, or the expression. */
title: string, 
/** Its type. */
type: string | null, 
/** The comment above its declaration; what a function gives. */
doc: string, 
/** A formula with the function. */
example: string | null, 
/** What its value depends on, in words. */
depends: string | null, };

/** An input, and the amount there. */
export type InputResult = { 
/** The input. */
input: string, 
/** Canonical text of the amount. */
value: string, };

/** Another place that matters. */
export type LabelMessage = { 
/** What stands there. */
message: string, 
/** The file. */
file: string, 
/** First byte. */
start: number, 
/** The byte after the last. */
end: number, };

/** One line. */
export type LineDescription = { name: string, label: string | null, note: string, kind: string, type: string, formula: string, needs: string, };

/** A line of a statement. */
export type LineStatement = { 
/** The line's name in the plan. */
line: string, 
/** What it is called. */
label: string, 
/** `pay`, `earn` or `plain`. */
kind: 'pay' | 'earn' | 'plain', 
/** Its value as a person reads it. */
value: string, 
/** The same with every digit. */
exact: string, 
/** The currency of an amount. */
currency: string | null, 
/** Whether the value is an error. */
failed: boolean, 
/** Whether the value stands as the full run had it: the data is a slice, and the line needs others' figures. */
held?: boolean, 
/** The comment above the line. */
note: string, };

/** A diagnostic that a change of the text mends. */
export type Mending = { 
/** What is wrong. */
diagnostic: DiagnosticMessage, 
/** The changes, all together. */
edits: Array<Edit>, };

/** What an input is put into. Values are texts as a data file has them. */
export type MovingMessage = { "kind": "addRow", 
/** The table. */
table: string, 
/** The key of a row whose values the new one has where `values` says nothing. */
like: string | null, 
/** Values by column. */
values: { [key in string]: string }, 
/** The column that is the input. */
column: string, } | { "kind": "editRow", 
/** The table. */
table: string, 
/** The row's key. */
key: string, 
/** The column that is the input. */
column: string, } | { "kind": "scaleRows", 
/** The table. */
table: string, 
/** The rows' keys. */
keys: Array<string>, 
/** The column that is scaled. */
column: string, } | { "kind": "setParam", 
/** Its name. */
name: string, };

/** A declaration, or a column or output in one. */
export type OutlineItem = { 
/** `plan table tiers matrix rates param define pay earn line example column output`. */
kind: string, 
/** Its name; the title of an example. */
name: string, 
/** A label, a day from which it holds, a type as written. */
detail: string, 
/** All of it. */
start: number, 
/** The unit after its last. */
end: number, 
/** Its name. */
nameStart: number, 
/** The unit after its name. */
nameEnd: number, 
/** Columns and outputs. */
children: Array<OutlineItem>, };

/** What keeps a row out of an aggregate. */
export type ObstacleMessage = { "kind": "when", 
/** The condition with its values. */
condition: ExplanationNode, } | { "kind": "owner", 
/** Their key; none where it is nobody's. */
owner: string | null, } | { "kind": "days", 
/** The days of the row; none where it has no day. */
row: DaySpan | null, 
/** The days that count; none where no day does. */
wanted: DaySpan | null, } | { "kind": "condition", 
/** The condition with its values. */
condition: ExplanationNode, } | { "kind": "person", 
/** As it is written. */
text: string, } | { "kind": "clause", 
/** As it is written. */
text: string, 
/** Its `where`, where that decides. */
condition: ExplanationNode | null, };

/** One param. */
export type ParamDescription = { name: string, note: string, type: string, value: string, between: [string, string] | null, step: string | null, };

/** What is paid in all asked periods, in one currency, where it is not the same before and after changes. */
export type PayDifferenceEntry = { 
/** The payee's key; none: everybody together. */
payee: string | null, 
/** The currency's code. */
currency: string, 
/** Canonical text before; none where a pay line was in error. */
before: string | null, 
/** Canonical text after; none where a pay line is in error. */
after: string | null, 
/** After less before. */
difference: string | null, };

/** A stretch of a file. */
export type Place = { 
/** The file. */
file: string, 
/** Its first unit. */
start: number, 
/** The unit after its last. */
end: number, };

/** One plan. */
export type PlanDescription = { name: string, note: string, currency: string, from: string, to: string, period: string, lines: Array<LineDescription>, };

/** One plan's part of a statement. */
export type PlanPart = { 
/** The plan's name. */
plan: string, 
/** Its currency. */
currency: string, 
/** Its lines. */
lines: Array<LineStatement>, 
/** What is paid. */
payable: string, 
/** What is earned, where the plan says so. */
earned: string | null, };

/** Something that refuses data. */
export type ProblemMessage = { 
/** The code. */
code: string, 
/** The file, or the table. */
file: string, 
/** The row as a person counts; the heading is row 1. */
row: number | null, 
/** The column. */
column: string | null, 
/** The text found. */
found: string, 
/** What is wrong. */
message: string, 
/** What to do. */
help: string, };

/** A stretch of the text asked about. */
export type Range = { 
/** Its first unit. */
start: number, 
/** The unit after its last. */
end: number, };

/** An input that reaches a value. */
export type ReachedResult = { 
/** The input. */
input: string, 
/** Canonical text of the amount there. */
value: string, 
/** Whether it is the very value that was asked for. */
exact: boolean, 
/** The input one step before, and the amount there; none at the first input. */
below: InputResult | null, 
/** Whether the amount jumps over the value here. */
jumps: boolean, };

/** A place where a name stands. */
export type Reference = { 
/** Whether it is declared there. */
declares: boolean, 
/** The file. */
file: string, 
/** Its first unit. */
start: number, 
/** The unit after its last. */
end: number, };

/** What an aggregate adds up of others. */
export type SealedMessage = { 
/** The aggregate, by its number in the plan. */
aggregate: number, 
/** The period, as a number. */
period: number, 
/** The sum. */
sum: string, 
/** How many rows or cells. */
count: number, };

/** A call around a caret. */
export type Signature = { 
/** `ROUND(x, places)`. */
text: string, 
/** Its parameters, in units of that text. */
parameters: Array<Range>, 
/** Which of them the caret stands in. */
active: number | null, 
/** What it is for. */
doc: string, 
/** A formula with the function. */
example: string | null, };

/** One payee's slice. Its rows are the payee's own; of others it has totals, and stand-ins where the rows name them. */
export type SliceMessage = { 
/** The version of this shape: 1. */
version: number, 
/** The digest of the texts of the plan that it belongs to. */
plan: string, 
/** The payee's key. */
payee: string, 
/** The payee's rows; empty where they stand in files beside. */
tables: Array<SliceTableMessage>, 
/** Rows of others that those name: stand-ins for their keys, and nothing else. */
standIns: Array<SliceTableMessage>, 
/** Stand-ins for people whom the rows name. */
people: Array<string>, 
/** What history gives to the payee: Payee, Period, Line, Value, Plan. */
history: Array<Array<string>>, 
/** Params of the run: names and values. */
params: Array<[string, string]>, 
/** The decimal sign and the sign between thousands, where the rows are not written plainly. */
numbers: [string, string] | null, 
/** Whether bare numbers in percent columns are percent points. */
percentPoints: boolean, 
/** Totals of others. */
sealed: Array<SealedMessage>, 
/** The payee's cells that stand as they are. */
held: Array<HeldMessage>, 
/** Those that stand as they are once a param is another. */
onParams: Array<HeldMessage>, 
/** The lines of which some cell is held. */
heldLines: Array<string>, 
/** The lines that need others' texts or keys: their cells are blank. */
withheldLines: Array<string>, 
/** Calculated columns that are blank, by the numbers of table and column in the plan. */
columns: Array<[number, number]>, 
/** Derived tables that are empty, by their numbers. */
derived: Array<number>, 
/** The last closed period, as a number of the plan's periods. */
closedTo: number | null, 
/** The periods in which history gives anything. */
givenPeriods: Array<number>, 
/** The lines that history names, by their numbers. */
givenLines: Array<number>, };

/** Rows of a table. */
export type SliceTableMessage = { 
/** The table. */
table: string, 
/** The columns. */
heading: Array<string>, 
/** The rows as texts. */
rows: Array<Array<string>>, };

/** What a search came to. */
export type SolutionResult = { 
/** The least input that reaches the value; none: no input that was looked at does. */
reached: ReachedResult | null, 
/** Where the amount is highest among the inputs that were looked at. */
highest: InputResult | null, 
/** The first input. */
from: string, 
/** The last input of the range that was looked at. */
to: string, 
/** The currency's code; empty for what is no amount. */
currency: string, 
/** How far two inputs stand apart. */
step: string, 
/** Whether the amount falls somewhere: a larger input then does not always give more. */
falls: boolean, 
/** Whether the plan was evaluated at every input, so that the answer is the least one for certain. */
certain: boolean, 
/** Whether a part of the range was not looked at, because the plan may not be evaluated more often. */
more: boolean, 
/** How often the plan was evaluated. */
evaluations: number, };

/** A statement. */
export type StatementDocument = { 
/** The payee's key. */
payee: string, 
/** The payee's name. */
name: string, 
/** The period. */
period: string, 
/** Its first day. */
from: string, 
/** Its last day. */
to: string, 
/** One part per plan. */
plans: Array<PlanPart>, };

/** One input that moves, and the amount that is looked at. */
export type SweepMessage = { 
/** What the input is put into; all of it at once. */
change: Array<MovingMessage>, 
/** The amount. */
target: AimMessage, 
/** The first input. */
from: string | null, 
/** The last input. */
to: string | null, 
/** How far two inputs stand apart. */
step: string | null, 
/** How often the plan may be evaluated. */
evaluations: number | null, 
/** For a search: the value that is to be reached. */
value: string | null, };

/** One table. */
export type TableDescription = { name: string, note: string, input: boolean, columns: Array<ColumnDescription>, };

/** A stretch of text and its colour. Blanks are left out. */
export type Token = { 
/** `comment keyword type function line table column param define rates local name number unit text date operator error`. */
kind: string, 
/** Its first unit. */
start: number, 
/** The unit after its last. */
end: number, };

/** A row of tiers or of a decision table, or a branch, that no example touches. */
export type UntouchedPlace = { 
/** What it is. */
kind: 'tier-row' | 'rate-row' | 'branch', 
/** The file. */
file: string, 
/** Its first unit. */
start: number, 
/** The unit after its last. */
end: number, };
