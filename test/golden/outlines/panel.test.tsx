import { render } from './render';

const COLOURS = [
  'red',
  'blue',
];

/** Shows what there is. */
export const Panel = memo(function Panel({ name }: Props) {
  const shown = () => <b>{name}</b>;
  return <div onClick={() => { close(); }}>{shown()}</div>;
});

// ------------------------------------------------------------

describe('Panel', () => {
  const root = render(<Panel name="{" />);

  it('shows a name', () => {
    expect(root.text).toBe('{');
  });
});

namespace Old {
  export class Box<T> {
    readonly open = async (key: T) => {
      await key;
    };

    @bound
    shut(): void {}
  }
}
