import { join } from 'node:path';
import * as ts from 'typescript';

const index = join(__dirname, '..', '..', 'src', 'hook-sdk', 'index.ts');

test('users of the SDK see no AWS types', () => {
  const program = ts.createProgram([index], {
    declaration: true, emitDeclarationOnly: true, module: ts.ModuleKind.Node16, target: ts.ScriptTarget.ES2022, strict: true, skipLibCheck: true, types: ['node'],
  });
  const declarations: Record<string, string> = {};
  program.emit(undefined, (name, text) => { declarations[name] = text; });
  expect(Object.keys(declarations).some(name => name.endsWith('hook-sdk/index.d.ts'))).toBe(true);
  const showing = Object.entries(declarations).filter(([, text]) => /@aws-sdk|aws-lambda/.test(text)).map(([name]) => name);
  expect(showing).toEqual([]);
});

test('the SDK is loaded without the AWS SDK', () => {
  jest.isolateModules(() => {
    jest.doMock('@aws-sdk/client-codedeploy', () => {
      throw new Error('loaded');
    });
    expect(Object.keys(require('../../src/hook-sdk').rollout)).toEqual(['handler', 'report', 'reportLater']); // eslint-disable-line @typescript-eslint/no-require-imports
  });
});
