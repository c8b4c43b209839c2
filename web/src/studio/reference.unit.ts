import { expect, test } from 'vitest';
import { parts } from './reference';

test('a page is cut at its headings, not at comments of a plan', () => {
  const page = '# Tiers\n\n```plan\n# Each slice at its own rate.\ntiers T {\n```\n\n## Gaps\nNone.';
  expect(parts(page)).toEqual(['# Tiers\n\n```plan\n# Each slice at its own rate.\ntiers T {\n```\n', '## Gaps\nNone.']);
});
