// The examples and the stack with every option, in one app, for template checks that run in a separate process.
import { App } from 'aws-cdk-lib';
import { EveryOptionStack } from './every-option-stack';
import { OrdersStack } from '../../../examples/typescript/orders/orders-stack';

const app = new App();
new OrdersStack(app, 'Orders', { release: '1' });
new EveryOptionStack(app, 'EveryOption');
