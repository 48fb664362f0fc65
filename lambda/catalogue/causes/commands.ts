/**
 * Commands and places that several causes name. Commands are for AWS CLI version 2. They only read, but for ROLL_BACK
 * and TAKE_OUT. Replace ARN, NAME and similar words.
 */

export const TARGET_HEALTH =
  "`aws elbv2 describe-target-health --target-group-arn ARN --query 'TargetHealthDescriptions[].[Target.Id,TargetHealth.State,TargetHealth.Reason]' --output table`";
export const RULES = "`aws elbv2 describe-rules --listener-arn ARN --query 'Rules[].[Priority,Conditions,Actions]'`";
export const IDLE_TIMEOUT =
  '`aws elbv2 describe-load-balancer-attributes --load-balancer-arn ARN --query "Attributes[?Key==\'idle_timeout.timeout_seconds\'].Value"`';
export const FAILED = 'The saved query *Failed requests, newest first*';
export const TASKS =
  "`aws ecs describe-services --cluster NAME --services NAME --query 'services[0].events[:10].message'`, or `kubectl get events --sort-by=.lastTimestamp`";
export const AWS_HEALTH = 'AWS Health Dashboard in the console (Your account health)';
export const ROLL_BACK =
  '`aws ecs update-service --cluster NAME --service NAME --task-definition PREVIOUS`, `kubectl rollout undo deployment/NAME`, or your pipeline with the release before';
export const TAKE_OUT =
  '`aws elbv2 deregister-targets --target-group-arn ARN --targets Id=ADDRESS,Port=PORT`; the others take over';
export const GOES_ON =
  'This goes on at a low rate until somebody changes the setting. A quiet quarter of an hour does not mean that it is over.';
