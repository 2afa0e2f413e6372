import { Component, type awscdk } from 'projen';

/** Jest compiles with SWC and checks no types: the compiler checks them once, in the lint layer. */
export class TestSetup extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    // Newer versions of these two are not published for all platforms yet, and `npm ci` refuses an incomplete lock file.
    project.addDevDeps('@swc/core@1.16.18', '@swc/jest');
    project.package.addPackageResolutions('unrs-resolver@1.12.2');
    const jest = project.jest!;
    jest.config.transform = { '^.+\\.[cm]?tsx?$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] };
    delete jest.config.preset;
    jest.config.collectCoverage = false;
    // Whole apps in fixtures have their own node_modules.
    jest.config.modulePathIgnorePatterns = ['<rootDir>/.cache/(?!cdk-newest)', '<rootDir>/dist/', '<rootDir>/cdk.out'];
  }
}
