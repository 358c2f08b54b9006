import { loader, type Loader } from 'vega';

/**
 * Behind `prepareSpec`'s refusal: nothing is loaded, whatever way a specification finds to name it (data, pictures,
 * links). Pictures that are in the specification itself are drawn.
 */
export function closedLoader(): Loader {
  const refuse = () => Promise.reject(new Error('A chart draws only the data it is given.'));
  const sanitize = (uri: string, { context }: { context?: string } = {}) =>
    context === 'image' && /^data:image\/(png|jpeg|gif|webp);base64,/.test(uri)
      ? Promise.resolve({ href: uri })
      : refuse();
  return Object.assign(loader(), { load: refuse, http: refuse, file: refuse, sanitize });
}
