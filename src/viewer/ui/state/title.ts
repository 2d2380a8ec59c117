import { useEffect } from 'preact/hooks';

/** Names the page as long as the component is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · otel-agent`;
  }, [title]);
}
