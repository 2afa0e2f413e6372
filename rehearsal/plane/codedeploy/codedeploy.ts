import { AwsJson } from '../aws-json';
import { ServiceError } from '../service-error';
import { operations, type OperationsProps } from './operations';

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
