/** What mystmd's content server holds: the book's configuration, its pages and the files they use. */

const RETRIES = 3;

/** @param {string} origin  such as http://localhost:3100 */
export function contentSource(origin) {
  async function get(path) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await fetch(origin + path);
        if (response.ok) return response;
        throw new Error(`the content server answered ${response.status}`);
      } catch (error) {
        if (attempt === RETRIES) throw new Error(`${path} could not be read: ${error.message}`);
      }
    }
  }
  return {
    config: async () => (await get("/config.json")).json(),
    page: async (slug) => (await get(`/content/${slug}.json`)).json(),
    bytes: async (path) => Buffer.from(await (await get(path)).arrayBuffer()),
  };
}
