import { type GetApplicationRevisionOutput, type RevisionLocation } from '@aws-sdk/client-codedeploy';
import { revisionContent, sha256 } from './app-spec';
import { type Deployment } from './deployment';
import { ServiceError } from '../front/service-error';

/** GetApplicationRevision: finds a deployed revision by its type and the hash of its content. */
export function applicationRevision(
  applicationName: string, wanted: RevisionLocation | undefined, deployments: Deployment[],
): GetApplicationRevisionOutput {
  if (!wanted) throw new ServiceError('RevisionRequiredException', 'Revision is required');
  const { revisionType } = wanted;
  const kind = revisionType === 'String' ? 'string' : 'appSpecContent';
  const hash = wanted[kind]?.sha256 ?? sha256(revisionContent(wanted));
  const found = deployments.filter(({ view, props: { revision } }) => view.applicationName === applicationName
    && revision.revisionType === revisionType && sha256(revisionContent(revision)) === hash);
  const [newest] = found;
  if (!newest) throw new ServiceError('RevisionDoesNotExistException', `No revision of ${applicationName} with sha256: ${hash}`);
  return {
    applicationName,
    revision: { revisionType, [kind]: { content: revisionContent(newest.props.revision), sha256: hash } },
    revisionInfo: {
      deploymentGroups: [...new Set(found.map(({ view }) => view.deploymentGroupName))],
      registerTime: found.at(-1)!.view.createTime,
      firstUsedTime: found.at(-1)!.view.createTime,
      lastUsedTime: newest.view.createTime,
    },
  };
}
