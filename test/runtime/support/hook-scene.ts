import { FaultProxy } from './fault-proxy';
import { TestCloud } from './test-cloud';

/** What tests of hooks need: a local cloud for the whole file and, for each test, a proxy for the calls of its handlers. */
export class HookScene {
  public static use(): HookScene {
    const scene = new HookScene();
    beforeAll(async () => {
      scene.cloud = await TestCloud.start();
    });
    afterAll(async () => scene.cloud.stop());
    beforeEach(async () => {
      scene.proxy = await FaultProxy.start(scene.cloud.cloud.endpoint);
    });
    afterEach(async () => scene.proxy.stop());
    return scene;
  }

  public cloud!: TestCloud;
  public proxy!: FaultProxy;

  private constructor() {}

  /** The statuses that were reported to CodeDeploy. */
  public reports(): string[] {
    return this.proxy.of('PutLifecycleEventHookExecutionStatus').map(call => call.body.status);
  }
}
