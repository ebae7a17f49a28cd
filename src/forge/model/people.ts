/** Who commits what people do on GitHub's web pages and through its API on behalf of apps. */
export const WEB_FLOW = { name: "GitHub", email: "noreply@github.com" };

/** Real accounts that every GitHub has, with their real numbers, because code in the wild looks for them. */
export const GITHUB_ACTIONS = { appId: 15368, slug: "github-actions", botId: 41898282 };
export const WEB_FLOW_ID = 19864447;
