import { Component, type ReactNode } from 'react';
import type { Say } from './words';

interface Props {
  readonly say: Say;
  readonly children: ReactNode;
}

/** Shows what went wrong instead of an empty page. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    const { say, children } = this.props;
    if (error === undefined) return children;
    return (
      <main className="notice" role="alert">
        <h1>{say('error.title')}</h1>
        <p>{error.message}</p>
        <button type="button" className="button" onClick={() => { this.setState({ error: undefined }); }}>
          {say('error.again')}
        </button>
      </main>
    );
  }
}
