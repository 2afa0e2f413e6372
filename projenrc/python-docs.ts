import { Component, type awscdk } from 'projen';

const TABLET = '.cache/rosetta.tabl.json';

/** Translates the examples in the wheel's docstrings into Python. The tablet, rosetta's output, stays out of the packed folder. */
export class PythonDocs extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const task = project.tasks.tryFind('package:python')!;
    task.reset(`jsii-rosetta extract --output ${TABLET} .`);
    task.exec(`jsii-pacmak -v --target python --rosetta-tablet ${TABLET}`);
  }
}
