import { type TrafficProps } from './traffic';

/** The customers of examples/typescript/orders: one in four places an order, the others look up an order. */
export function customers(): Pick<TrafficProps, 'request' | 'version'> {
  const orders: string[] = [];
  return {
    request: random => {
      const [kind, quantity, which] = [random(), 1 + Math.floor(random() * 10), random()];
      const known = orders[Math.floor(which * orders.length)];
      if (!known || kind < 0.25) return { path: 'orders/new', init: { method: 'POST', body: JSON.stringify({ quantity }) } };
      return { path: `orders/${known}` };
    },
    version: (response, body) => {
      if (response.status === 201) orders.push(JSON.parse(body).id);
      return response.headers.get('x-version') ?? undefined;
    },
  };
}
