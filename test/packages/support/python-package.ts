import { join } from 'node:path';
import { FLOOR, onlyFile, pacmak } from './npm-package';
import { once } from './once';
import { run } from './run';

/** The Python wheel. */
export async function wheel(): Promise<string> {
  return onlyFile(await pacmak('python'), '.whl');
}

/** The interpreter of a new environment with the wheel and the oldest CDK that we support. */
export async function pythonWithWheel(): Promise<string> {
  const file = await wheel();
  const folder = await once('python-venv', [file, FLOOR.cdk, FLOOR.constructs], async venv => {
    await run('python3', ['-m', 'venv', venv]);
    await run(join(venv, 'bin', 'python'), [
      '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', file, `aws-cdk-lib==${FLOOR.cdk}`, `constructs==${FLOOR.constructs}`,
    ]);
  });
  return join(folder, 'bin', 'python');
}
