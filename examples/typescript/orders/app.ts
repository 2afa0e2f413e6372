import { App } from 'aws-cdk-lib';
import { OrdersStack } from './orders-stack';

const app = new App();
new OrdersStack(app, 'Orders', { release: String(app.node.tryGetContext('release') ?? '1') });
