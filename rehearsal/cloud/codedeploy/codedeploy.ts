import { operations, type OperationsProps } from './operations';
import { AwsJson } from '../front/aws-json';
import { ServiceError } from '../front/service-error';

/** CodeDeploy's API. MiniStack has none. */
export function codeDeploy(props: OperationsProps): AwsJson {
  return new AwsJson({
    target: 'CodeDeploy_20141006',
    version: '1.1',
    operations: operations(props),
    otherwise: name => {
      throw new ServiceError('UnsupportedOperationException', `The rehearsal does not serve CodeDeploy's ${name} (rehearsal/FIDELITY.md)`);
    },
  });
}
