import { digest } from '../../../digests.mjs';

// Asked of the server while it runs, not while it is built.
export async function GET() {
  return new Response(await digest());
}

export const dynamic = 'force-dynamic';
