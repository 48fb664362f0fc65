# Deploys what `npx elb-log-metrics template --out DIR` wrote: uploads the template and the zip files to a bucket of yours, and makes the
# CloudFormation stack. Change the settings, write the template again, apply.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "template_dir" {
  description = "The folder that `npx elb-log-metrics template --out` wrote"
  type        = string
}

variable "code_bucket" {
  description = "A bucket of yours in the Region of the stack, for the template and the code"
  type        = string
}

variable "code_prefix" {
  description = "What comes before their names in the bucket, with a slash at the end"
  type        = string
  default     = "elb-log-metrics/"
}

variable "stack_name" {
  description = "Name of the CloudFormation stack"
  type        = string
  default     = "LoadBalancerLogMetrics"
}

variable "parameters" {
  description = "Parameters of the template, for example { AlarmEmail = \"oncall@example.com\" }"
  type        = map(string)
  default     = {}
}

locals {
  template = "${var.template_dir}/template-s3.json"
}

resource "aws_s3_object" "code" {
  for_each = fileset(var.template_dir, "*.zip")

  bucket = var.code_bucket
  key    = "${var.code_prefix}${each.value}"
  source = "${var.template_dir}/${each.value}"
  etag   = filemd5("${var.template_dir}/${each.value}")
}

# A new name for each content, because CloudFormation reads a template again only under a new address.
resource "aws_s3_object" "template" {
  bucket = var.code_bucket
  key    = "${var.code_prefix}template-${filemd5(local.template)}.json"
  source = local.template
}

resource "aws_cloudformation_stack" "this" {
  name         = var.stack_name
  template_url = "https://${var.code_bucket}.s3.amazonaws.com/${aws_s3_object.template.key}"
  capabilities = ["CAPABILITY_IAM"]

  parameters = merge(var.parameters, {
    CodeBucket = var.code_bucket
    CodePrefix = var.code_prefix
  })

  depends_on = [aws_s3_object.code]
}

output "outputs" {
  description = "The log bucket, the command that turns logs on, the dashboard and the rest"
  value       = aws_cloudformation_stack.this.outputs
}
