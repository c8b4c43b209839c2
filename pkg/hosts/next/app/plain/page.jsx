'use client';
import { useEffect, useState } from 'react';
import { digest } from '../../../digests.mjs';

// The engine on the page's own thread.
export default function Plain() {
  const [answer, setAnswer] = useState('');
  useEffect(() => {
    digest().then(setAnswer, (error) => setAnswer(String(error)));
  }, []);
  return <p>{answer}</p>;
}
