/** Why a row is not in a figure, in words. */
import type { DaySpan, EligibilityEntry, ExplanationNode, ObstacleMessage } from 'tiercel/worker';
import { isZero } from './decimal';
import { lineLabel, valueOf, type Telling } from './explanation';
import { dayName } from './periods';

/** The parts of a condition that do not hold; the whole of one that has no parts. */
export function failing(condition: ExplanationNode): readonly ExplanationNode[] {
  const parts = condition.children.filter((part) => part.kind === 'formula' && part.value === 'false');
  return parts.length > 0 ? parts : [condition];
}

/** The condition that an obstacle is about. */
export function conditionOf(obstacle: ObstacleMessage): ExplanationNode | undefined {
  switch (obstacle.kind) {
    case 'when':
    case 'condition':
      return obstacle.condition;
    case 'clause':
      return obstacle.condition ?? undefined;
    case 'owner':
    case 'days':
    case 'person':
      return undefined;
    default:
      throw new Error(String(obstacle satisfies never));
  }
}

/** What keeps a row out, in a sentence; where there is a condition, it stands behind it. */
export function obstacleText(obstacle: ObstacleMessage, { say, language }: Telling): string {
  const span = (days: DaySpan | null): string => {
    if (days === null) return say('why-not.no-day');
    const [first, last] = [days.first, days.last].map((day) => (day === null ? '' : dayName(day, language)));
    return first === last ? (first ?? '') : say('why-not.span', { first: first ?? '', last: last ?? '' });
  };
  switch (obstacle.kind) {
    case 'when':
      return say('why-not.when');
    case 'condition':
      return say('why-not.condition');
    case 'clause':
      return obstacle.condition === null ? say('why-not.clause') : say('why-not.condition');
    case 'owner':
      return obstacle.owner === null ? say('why-not.nobody') : say('why-not.owner', { owner: obstacle.owner });
    case 'days':
      return obstacle.row === null ? say('why-not.no-day') : say('why-not.days', { row: span(obstacle.row), wanted: span(obstacle.wanted) });
    case 'person':
      return say('why-not.person', { condition: obstacle.text });
    default:
      throw new Error(String(obstacle satisfies never));
  }
}

/** Whether a figure has something of the row. */
export function gives(entry: EligibilityEntry): boolean {
  return entry.taken && (entry.gives === null || !isZero(entry.gives.value ?? '0'));
}

/** What becomes of the row in a figure, in a few words. */
export function fateText(entry: EligibilityEntry, telling: Telling): string {
  if (!entry.taken) return telling.say('why-not.out');
  return entry.gives === null ? telling.say('why-not.counted') : telling.say('why-not.gives', { value: valueOf(entry.gives, telling) });
}

/** What becomes of the row altogether, in a sentence. */
export function fateSentence(entries: readonly EligibilityEntry[], row: string, period: string, telling: Telling): string {
  const { say, description, language } = telling;
  const taken = [...new Set(entries.filter(gives).map((entry) => lineLabel(description, entry.line)))];
  if (entries.length === 0) return say('why-not.unread', { row, period });
  if (taken.length === 0) return say('why-not.nothing', { row, period });
  return say('why-not.counts', { row, period, lines: taken.join(language === 'zh' ? '、' : ', ') });
}
