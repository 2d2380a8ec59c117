import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { openFile } from '../api/client';
import { goTo } from '../state/place';

const isOver = signal(false);
const notice = signal('');

/** Gives files to the receiver, shows their traces and tells the contents of each file. */
export async function takeFiles(files: readonly File[]): Promise<void> {
  const sentences: string[] = [];
  for (const file of files) {
    notice.value = `Opening ${file.name}…`;
    sentences.push(
      await openFile(file).then(
        ({ contents, format }) => `${file.name}: ${contents} (${format})`,
        error => `${file.name}: ${error.message}`,
      ),
    );
  }
  notice.value = sentences.join('\n');
  goTo('/traces?last=all');
}

/** Files that are dropped anywhere on the page are opened. */
export function DropFiles() {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      isOver.value = true;
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) isOver.value = false;
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      isOver.value = false;
      takeFiles([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return (
    <>
      {isOver.value && <div class="drop">Drop files of traces to open them</div>}
      <Notice />
    </>
  );
}

function Notice() {
  const text = notice.value;
  useEffect(() => {
    if (text === '') return undefined;
    const timer = setTimeout(() => (notice.value = ''), 8000);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="notice" role="status">
      {text}
    </div>
  );
}
