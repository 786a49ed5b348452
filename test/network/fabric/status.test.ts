import { markLagging, type NodeStatus } from '../../../network/fabric/status';

const node = (height: number | undefined, more: Partial<NodeStatus> = {}): NodeStatus => {
  return { name: 'peer0.harbour', kind: 'peer', pid: 1, healthy: true, height, ...more };
};

describe('a node of a running network', () => {
  it('is not healthy where it is far behind the foremost one, whatever it answers', () => {
    const [foremost, near, far] = markLagging([node(100), node(80), node(79)]);
    expect([foremost?.healthy, near?.healthy, far?.healthy]).toEqual([true, true, false]);
    expect(far?.fault).toBe('is 21 blocks behind');
  });

  it('keeps the fault that it has, and needs no height for it', () => {
    const broken = node(undefined, { healthy: false, fault: 'does not answer' });
    expect(markLagging([node(100), broken])).toEqual([node(100), broken]);
  });
});
