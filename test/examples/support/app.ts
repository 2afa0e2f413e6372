// The examples and the stack with every option, in one app: for template checks in a process of their own.
import { App } from 'aws-cdk-lib';
import { EveryOptionStack } from './every-option-stack';
import { OrdersStack } from '../../../examples/typescript/orders/orders-stack';

const app = new App();
new OrdersStack(app, 'Orders', { release: '1' });
new EveryOptionStack(app, 'EveryOption');
