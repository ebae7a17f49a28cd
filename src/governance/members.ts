/** Who holds a role today. */
export interface RoleMembers {
  /** GitHub logins, sorted. */
  people: string[];
  /** Teams of the role that the app cannot see. */
  unseen: string[];
}
