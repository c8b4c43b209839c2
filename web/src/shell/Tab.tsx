import { Tabs } from 'radix-ui';
import type { ReactNode, SyntheticEvent } from 'react';

interface Props {
  readonly value: string;
  readonly children: ReactNode;
}

function pointed(isPointed: boolean) {
  return (event: SyntheticEvent<HTMLElement>) => { event.currentTarget.toggleAttribute('data-pointed', isPointed); };
}

/** A tab. The library focuses it by script when it is clicked, which browsers take for the keyboard: what was pointed at gets no ring. */
export function Tab({ value, children }: Props) {
  return <Tabs.Trigger value={value} onPointerDown={pointed(true)} onKeyDown={pointed(false)} onBlur={pointed(false)}>{children}</Tabs.Trigger>;
}
