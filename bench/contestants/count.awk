# Counts lines by load balancer, target group, minute and pair of status codes. The quoted request and user agent hold
# spaces, so the text is first split at quotation marks.
BEGIN { FS = "\"" }
{
  split($1, head, " ")
  split($5, tail, " ")
  count[head[3] " " tail[3] " " substr(head[2], 1, 16) " " head[9] " " head[10]]++
}
END { for (key in count) printf "%s\t%d\n", key, count[key] }
