/**
 * Path templates of public HTTP APIs, written down from their reference pages (OpenAPI documents): `{x}` is a value.
 */
const lines = (text: string): string[] => text.trim().split(/\s+/);

export const APIS: Readonly<Record<string, readonly string[]>> = {
  GitHub: lines(`
    /user /user/repos /user/orgs /user/keys /user/keys/{id} /user/starred /user/starred/{owner}/{repo} /users/{username} /users/{username}/repos
    /users/{username}/orgs /users/{username}/followers /users/{username}/gists /orgs/{org} /orgs/{org}/repos /orgs/{org}/members /orgs/{org}/teams
    /orgs/{org}/teams/{slug} /orgs/{org}/teams/{slug}/members /orgs/{org}/hooks /orgs/{org}/hooks/{id} /repos/{owner}/{repo} /repos/{owner}/{repo}/branches
    /repos/{owner}/{repo}/branches/{branch} /repos/{owner}/{repo}/commits /repos/{owner}/{repo}/commits/{sha} /repos/{owner}/{repo}/commits/{sha}/status
    /repos/{owner}/{repo}/issues /repos/{owner}/{repo}/issues/comments /repos/{owner}/{repo}/issues/comments/{id} /repos/{owner}/{repo}/issues/{id}
    /repos/{owner}/{repo}/issues/{id}/comments /repos/{owner}/{repo}/issues/{id}/labels /repos/{owner}/{repo}/issues/{id}/lock /repos/{owner}/{repo}/pulls
    /repos/{owner}/{repo}/pulls/{id} /repos/{owner}/{repo}/pulls/{id}/files /repos/{owner}/{repo}/pulls/{id}/merge /repos/{owner}/{repo}/pulls/{id}/reviews
    /repos/{owner}/{repo}/releases /repos/{owner}/{repo}/releases/latest /repos/{owner}/{repo}/releases/{id} /repos/{owner}/{repo}/hooks
    /repos/{owner}/{repo}/hooks/{id} /repos/{owner}/{repo}/hooks/{id}/pings /repos/{owner}/{repo}/actions/runs /repos/{owner}/{repo}/actions/runs/{id}
    /repos/{owner}/{repo}/actions/runs/{id}/jobs /repos/{owner}/{repo}/topics /repos/{owner}/{repo}/languages /gists /gists/public /gists/{uuid}
    /search/code /search/issues /search/repositories /rate_limit /notifications /notifications/threads/{id} /emojis /meta /zen`),
  Stripe: lines(`
    /v1/account /v1/balance /v1/balance_transactions /v1/balance_transactions/{txn} /v1/charges /v1/charges/search /v1/charges/{ch} /v1/charges/{ch}/capture
    /v1/charges/{ch}/refunds /v1/customers /v1/customers/search /v1/customers/{cus} /v1/customers/{cus}/sources /v1/customers/{cus}/sources/{card}
    /v1/customers/{cus}/subscriptions /v1/customers/{cus}/subscriptions/{sub} /v1/customers/{cus}/tax_ids /v1/customers/{cus}/tax_ids/{txi} /v1/coupons
    /v1/coupons/{co} /v1/disputes /v1/disputes/{dp} /v1/disputes/{dp}/close /v1/events /v1/events/{evt} /v1/files /v1/files/{file} /v1/invoices
    /v1/invoices/upcoming /v1/invoices/search /v1/invoices/{in} /v1/invoices/{in}/pay /v1/invoices/{in}/finalize /v1/invoices/{in}/lines /v1/invoiceitems
    /v1/invoiceitems/{ii} /v1/payment_intents /v1/payment_intents/{pi} /v1/payment_intents/{pi}/confirm /v1/payment_intents/{pi}/cancel
    /v1/payment_intents/{pi}/capture /v1/payment_methods /v1/payment_methods/{pm} /v1/payment_methods/{pm}/attach /v1/payouts /v1/payouts/{po} /v1/plans
    /v1/plans/{plan} /v1/prices /v1/prices/{price} /v1/products /v1/products/{prod} /v1/refunds /v1/refunds/{re} /v1/setup_intents /v1/setup_intents/{seti}
    /v1/subscriptions /v1/subscriptions/{sub} /v1/subscription_items /v1/subscription_items/{si} /v1/tokens /v1/tokens/{tok} /v1/webhook_endpoints
    /v1/webhook_endpoints/{we} /v1/checkout/sessions /v1/checkout/sessions/{cs} /v1/checkout/sessions/{cs}/expire /v1/checkout/sessions/{cs}/line_items`),
  Spotify: lines(`
    /v1/albums /v1/albums/{base62} /v1/albums/{base62}/tracks /v1/artists /v1/artists/{base62} /v1/artists/{base62}/albums /v1/artists/{base62}/top-tracks
    /v1/artists/{base62}/related-artists /v1/audio-features /v1/audio-features/{base62} /v1/browse/categories /v1/browse/featured-playlists
    /v1/browse/new-releases /v1/episodes /v1/episodes/{base62} /v1/me /v1/me/albums /v1/me/albums/contains /v1/me/following /v1/me/player
    /v1/me/player/devices /v1/me/player/play /v1/me/player/pause /v1/me/player/next /v1/me/player/queue /v1/me/player/recently-played /v1/me/playlists
    /v1/me/top/artists /v1/me/top/tracks /v1/me/tracks /v1/playlists/{base62} /v1/playlists/{base62}/tracks /v1/playlists/{base62}/images
    /v1/recommendations /v1/search /v1/shows /v1/shows/{base62} /v1/shows/{base62}/episodes /v1/tracks /v1/tracks/{base62} /v1/users/{username}
    /v1/users/{username}/playlists`),
  Kubernetes: lines(`
    /healthz /livez /readyz /version /api /apis /api/v1/namespaces /api/v1/namespaces/{namespace} /api/v1/namespaces/{namespace}/status
    /api/v1/namespaces/{namespace}/pods /api/v1/namespaces/{namespace}/pods/{pod} /api/v1/namespaces/{namespace}/pods/{pod}/log
    /api/v1/namespaces/{namespace}/pods/{pod}/exec /api/v1/namespaces/{namespace}/pods/{pod}/status /api/v1/namespaces/{namespace}/services
    /api/v1/namespaces/{namespace}/services/{name} /api/v1/namespaces/{namespace}/configmaps /api/v1/namespaces/{namespace}/configmaps/{name}
    /api/v1/namespaces/{namespace}/secrets /api/v1/namespaces/{namespace}/secrets/{name} /api/v1/namespaces/{namespace}/events /api/v1/nodes
    /api/v1/nodes/{node} /api/v1/nodes/{node}/status /api/v1/pods /api/v1/services /api/v1/events /apis/apps/v1/namespaces/{namespace}/deployments
    /apis/apps/v1/namespaces/{namespace}/deployments/{name} /apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale
    /apis/apps/v1/namespaces/{namespace}/statefulsets /apis/apps/v1/namespaces/{namespace}/statefulsets/{name} /apis/apps/v1/deployments
    /apis/batch/v1/namespaces/{namespace}/jobs /apis/batch/v1/namespaces/{namespace}/jobs/{name} /apis/batch/v1/namespaces/{namespace}/cronjobs`),
  Docker: lines(`
    /_ping /version /info /events /containers/json /containers/create /containers/prune /containers/{hash}/json /containers/{hash}/logs
    /containers/{hash}/start /containers/{hash}/stop /containers/{hash}/kill /containers/{hash}/exec /containers/{hash}/stats /containers/{hash}/wait
    /containers/{hash} /exec/{hash}/start /exec/{hash}/json /images/json /images/create /images/search /images/prune /images/{image}/json
    /images/{image}/history /images/{image}/tag /images/{image} /networks /networks/create /networks/{hash} /networks/{hash}/connect
    /networks/{hash}/disconnect /volumes /volumes/create /volumes/{name} /swarm /swarm/join /swarm/leave /nodes /nodes/{base62} /nodes/{base62}/update
    /services /services/create /services/{base62} /services/{base62}/logs /tasks /tasks/{base62} /secrets /secrets/{base62} /plugins`),
  Shop: lines(`
    / /login /logout /products /products/{slug} /products/{slug}/reviews /categories/{slug} /cart /cart/items /cart/items/{id} /checkout
    /checkout/{uuid}/payment /checkout/{uuid}/shipping /orders /orders/{order} /orders/{order}/invoice /orders/by-date/{date} /users/me
    /users/me/addresses /users/me/addresses/{id} /users/{id}/wishlist /search /blog /blog/{date}/{slug} /api/v2/stock/{sku} /api/v2/prices`),
};
